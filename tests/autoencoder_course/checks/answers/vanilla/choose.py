"""Answers to `vanilla.choose`; a wrong one's docstring is part of the message it gets."""


def right_sorted_pairs(validation_errors, test_errors):
    best = sorted(validation_errors.items(), key=lambda item: item[1])[0][0]
    return [best, test_errors[best]]


def right_loop(validation_errors, test_errors):
    chosen, smallest = None, float("inf")
    for setting, error in validation_errors.items():
        if error < smallest:
            chosen, smallest = setting, error
    return chosen, test_errors[chosen]


def wrong_chosen_on_test(validation_errors, test_errors):
    """has the smallest TEST error"""
    best = min(test_errors, key=test_errors.get)
    return best, test_errors[best]


def wrong_reports_validation(validation_errors, test_errors):
    """report its test error"""
    best = min(validation_errors, key=validation_errors.get)
    return best, validation_errors[best]


def wrong_reports_the_smallest_test_error(validation_errors, test_errors):
    """Expected the test error of the choice"""
    return min(validation_errors, key=validation_errors.get), min(test_errors.values())


def wrong_largest_error(validation_errors, test_errors):
    """which has the smallest validation error"""
    best = max(validation_errors, key=validation_errors.get)
    return best, test_errors[best]


def wrong_smallest_setting(validation_errors, test_errors):
    """which has the smallest validation error"""
    best = min(validation_errors)
    return best, test_errors[best]


def wrong_sum_of_both(validation_errors, test_errors):
    """Choose by the validation error"""
    best = min(test_errors, key=lambda key: validation_errors[key] + 9 * test_errors[key])
    return best, test_errors[best]


def wrong_only_the_choice(validation_errors, test_errors):
    """Expected two things"""
    return min(validation_errors, key=validation_errors.get)


def wrong_constant(validation_errors, test_errors):
    """Expected 16"""
    return 0.01, 0.016
