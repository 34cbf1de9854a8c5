"""Right solutions, written as differently as students write them: a module for each assignment.

Each module holds `CORRECT`, by exercise. Quizzes have none: they have answers, not ways.
"""
