# A file of its own marks the folder as a package of Python.
