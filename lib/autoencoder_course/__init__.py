"""What a lesson needs around a model: data, measurements, figures, results and checks."""

__all__ = [
    "callbacks",
    "checks",
    "datasets",
    "label_budgets",
    "metrics",
    "plots",
    "profile",
    "results",
]
