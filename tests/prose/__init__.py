"""The numbers that the notebooks' prose states: a module for each assignment.

Each module holds

NUMBERS: phrases of the prose, each with the value or values of the numbers that it ends with;
GIVEN: decimal numbers, as they are spelt, that are inputs or choices and no results.
"""
