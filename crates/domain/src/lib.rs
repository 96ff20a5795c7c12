//! The rules of issuing and judging API tokens: pure, no I/O
