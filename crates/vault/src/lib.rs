//! Seals copyable keys; the data key itself stands wrapped in slots
