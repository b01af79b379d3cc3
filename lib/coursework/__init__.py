"""The instructor's side of the course: run, build, check and grade. Students never need it."""
