"""Answers to `vanilla.choose_code_size`; a wrong one's docstring is part of its message."""


def right_smallest_of_a_list(validation_errors, test_errors, limit):
    allowed = [size for size, error in validation_errors.items() if error <= limit]
    return [min(allowed), test_errors[min(allowed)]]


def right_loop_upwards(validation_errors, test_errors, limit):
    for size in sorted(validation_errors):
        if validation_errors[size] <= limit:
            return size, test_errors[size]


def wrong_chosen_on_test(validation_errors, test_errors, limit):
    """smallest code whose TEST error"""
    size = min(size for size, error in test_errors.items() if error <= limit)
    return size, test_errors[size]


def wrong_reports_validation(validation_errors, test_errors, limit):
    """report its test error"""
    size, _ = right_smallest_of_a_list(validation_errors, test_errors, limit)
    return size, validation_errors[size]


def wrong_smallest_error(validation_errors, test_errors, limit):
    """the smallest code whose validation error"""
    size = min(validation_errors, key=validation_errors.get)
    return size, test_errors[size]


def wrong_smallest_of_all(validation_errors, test_errors, limit):
    """above the limit"""
    return min(validation_errors), test_errors[min(validation_errors)]


def wrong_first_one_within(validation_errors, test_errors, limit):
    """Expected 10, the smallest code"""
    size = next(size for size, error in validation_errors.items() if error <= limit)
    return size, test_errors[size]


def wrong_limit_is_not_allowed(validation_errors, test_errors, limit):
    """the limit itself is allowed"""
    size = min(size for size, error in validation_errors.items() if error < limit)
    return size, test_errors[size]


def wrong_other_way_round(validation_errors, test_errors, limit):
    """Expected one of the sizes"""
    return right_smallest_of_a_list(validation_errors, test_errors, limit)[::-1]


def wrong_only_the_size(validation_errors, test_errors, limit):
    """Expected two numbers"""
    return right_smallest_of_a_list(validation_errors, test_errors, limit)[0]
