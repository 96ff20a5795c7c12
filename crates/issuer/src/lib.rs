//! The use cases of the desk: issue, list, edit, copy; shared by window and command line
