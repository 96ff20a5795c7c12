//! A part of a file as memory that outlives this process: what was written into it holds after `kill -9`.

use std::{fs::File, io, sync::atomic::AtomicU64};

use memmap2::{MmapOptions, MmapRaw};

/// Words of a mapped file. Others may map the same file: every access is atomic.
pub(super) struct Mapping(MmapRaw);

impl Mapping {
    /// Maps `len` bytes of `file` from `offset` on. All of them must be there, and stay: see [`super::slots`], which
    /// reserves them on the disk and holds the file's lock.
    pub(super) fn of(file: &File, offset: u64, len: usize) -> io::Result<Self> {
        MmapOptions::new().offset(offset).len(len).map_raw(file).map(Self)
    }

    /// The words.
    #[inline]
    pub(super) fn words(&self) -> &[AtomicU64] {
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping begins at a page")]
        let words = self.0.as_ptr().cast::<AtomicU64>();
        #[expect(unsafe_code, reason = "no safe way to see mapped memory as atomics")]
        // SAFETY: a mapping begins at a page, so it is aligned for u64, has the length that it was made with, and lives
        // as long as `self`, to which the slice is bound. Every bit pattern is a u64, and nobody here makes any other
        // reference to this memory, so that all access goes through atomics.
        unsafe {
            std::slice::from_raw_parts(words, self.0.len() / size_of::<AtomicU64>())
        }
    }
}
