"""Answers to `sparse.choose_weight`; a wrong one's docstring is part of its message."""


def _allowed(frontier, limit, error="validation_mse"):
    return {weight: row for weight, row in frontier.items() if row[error] <= limit}


def _sparsest(frontier):
    return max(frontier, key=lambda weight: frontier[weight]["near_zero"])


def right_filter_then_maximum(frontier, limit):
    weight = _sparsest(_allowed(frontier, limit))
    return weight, frontier[weight]["test_mse"]


def right_loop(frontier, limit):
    best = None
    for weight in frontier:
        if frontier[weight]["validation_mse"] > limit:
            continue
        if best is None or frontier[weight]["near_zero"] > frontier[best]["near_zero"]:
            best = weight
    return [best, frontier[best]["test_mse"]]


def right_sorted(frontier, limit):
    rows = [
        (-row["near_zero"], weight, row["test_mse"])
        for weight, row in frontier.items()
        if not row["validation_mse"] > limit
    ]
    return min(rows)[1:]


def wrong_limit_on_the_test_error(frontier, limit):
    """its test error has no say"""
    weight = _sparsest(_allowed(frontier, limit, "test_mse"))
    return weight, frontier[weight]["test_mse"]


def wrong_limit_on_both_errors(frontier, limit):
    """is not above the limit"""
    weight = _sparsest(_allowed(_allowed(frontier, limit), limit, "test_mse"))
    return weight, frontier[weight]["test_mse"]


def wrong_sparsest_of_all(frontier, limit):
    """above the limit"""
    weight = _sparsest(frontier)
    return weight, frontier[weight]["test_mse"]


def wrong_largest_weight(frontier, limit):
    """it is sparser than"""
    weight = max(_allowed(frontier, limit))
    return weight, frontier[weight]["test_mse"]


def wrong_smallest_error(frontier, limit):
    """it is sparser than"""
    weight = min(frontier, key=lambda weight: frontier[weight]["validation_mse"])
    return weight, frontier[weight]["test_mse"]


def wrong_error_closest_to_the_limit(frontier, limit):
    """above the limit"""
    weight = min(frontier, key=lambda weight: abs(frontier[weight]["validation_mse"] - limit))
    return weight, frontier[weight]["test_mse"]


def wrong_least_sparse(frontier, limit):
    """it is sparser than"""
    allowed = _allowed(frontier, limit)
    weight = min(allowed, key=lambda weight: allowed[weight]["near_zero"])
    return weight, frontier[weight]["test_mse"]


def wrong_first_allowed(frontier, limit):
    """it is sparser than"""
    weight = next(iter(_allowed(frontier, limit)))
    return weight, frontier[weight]["test_mse"]


def wrong_limit_itself_left_out(frontier, limit):
    """is not above the limit"""
    weight = _sparsest({w: row for w, row in frontier.items() if row["validation_mse"] < limit})
    return weight, frontier[weight]["test_mse"]


def wrong_reports_validation(frontier, limit):
    """report the test error"""
    weight = _sparsest(_allowed(frontier, limit))
    return weight, frontier[weight]["validation_mse"]


def wrong_reports_the_smallest_test_error(frontier, limit):
    """Expected the test error of the chosen weight"""
    weight = _sparsest(_allowed(frontier, limit))
    return weight, min(row["test_mse"] for row in frontier.values())


def wrong_only_the_weight(frontier, limit):
    """Expected two numbers"""
    return _sparsest(_allowed(frontier, limit))


def wrong_order(frontier, limit):
    """Expected one of the weights"""
    return right_filter_then_maximum(frontier, limit)[::-1]


def wrong_constant(frontier, limit):
    """Expected the weight 0.001"""
    return 1e-4, 0.0194
