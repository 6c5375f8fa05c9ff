//! What no request reaches: a disk that fails, an index that was edited.
