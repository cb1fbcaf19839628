"""Courses as folders of files: read, stored, written. The format is told in docs/course-files.md."""
