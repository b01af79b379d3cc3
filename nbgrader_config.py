"""Settings for nbgrader in this repository: `nbgrader generate_assignment 01_vanilla`.

`make grade` reads them too, and adds limits and isolation; see lib/coursework/grading.
"""

from coursework.exercises import release
from coursework.grading.feedback import FeedbackExporter
from coursework.grading.limits import Limits
from coursework.grading.preprocessors import AUTOGRADE, FEEDBACK, SANITIZE

c = get_config()  # noqa: F821  (nbgrader defines it)
c.merge(release.config())

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# A solution's script beside its notebook must reach neither students nor their kernels.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py", "feedback"]

c.Autograde.sanitize_preprocessors = SANITIZE
c.Autograde.autograde_preprocessors = AUTOGRADE
c.GenerateFeedback.preprocessors = FEEDBACK
c.GenerateFeedback.exporter_class = FeedbackExporter  # its pages run no student's scripts
c.Execute.timeout = Limits.cell_seconds
