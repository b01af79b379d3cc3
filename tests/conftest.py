"""Tests run under the quick profile on the offline sample, without a display."""

import os

os.environ["COURSE_PROFILE"] = "quick"
os.environ["COURSE_DATA"] = "sample"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "Agg")
