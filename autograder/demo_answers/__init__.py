"""What the sample class of `course demo` hands in: a module for each assignment."""
