//! Memory that is seen as words which any number of threads read and write: a part of a file, which outlives this
//! process (what was written into it holds after `kill -9`), or memory in large pages.

use std::{fs::File, io, sync::atomic::AtomicU64};

use memmap2::{MmapOptions, MmapRaw};

/// A large page, where the system has them: 2 MiB on x86-64 and on most of ARM.
const LARGE_PAGE: usize = 2 << 20;

/// Words of mapped memory. Others may map the same file: every access is atomic.
pub(super) struct Mapping {
    map: MmapRaw,
    /// Bytes before the first word.
    begin: usize,
    words: usize,
}

impl Mapping {
    /// Maps `len` bytes of `file` from `offset` on. All of them must be there, and stay: see [`super::slots`], which
    /// reserves them on the disk and holds the file's lock.
    pub(super) fn of(file: &File, offset: u64, len: usize) -> io::Result<Self> {
        let map = MmapOptions::new().offset(offset).len(len).map_raw(file)?;
        Ok(Self { map, begin: 0, words: len / size_of::<AtomicU64>() })
    }

    /// `len` bytes, all zero, of which the system gives those that are used; in large pages where it can: what is read
    /// here and there of many megabytes would wait for the page tables longer than for the memory.
    pub(super) fn in_large_pages(len: usize) -> io::Result<Self> {
        let map = MmapRaw::from(MmapOptions::new().len(len + LARGE_PAGE).map_anon()?);
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage);
        let begin = map.as_mut_ptr().align_offset(LARGE_PAGE).min(LARGE_PAGE) & !7;
        Ok(Self { map, begin, words: len / size_of::<AtomicU64>() })
    }

    /// The words.
    #[inline]
    pub(super) fn words(&self) -> &[AtomicU64] {
        #[expect(
            clippy::cast_ptr_alignment,
            reason = "a mapping begins at a page, and its words at a multiple of 8"
        )]
        let words = self.map.as_ptr().wrapping_add(self.begin).cast::<AtomicU64>();
        #[expect(unsafe_code, reason = "no safe way to see mapped memory as atomics")]
        // SAFETY: a mapping begins at a page and `begin` is a multiple of 8, so it is aligned for u64; `begin` and the
        // words are within the length that it was made with; it lives as long as `self`, to which the slice is bound.
        // Every bit pattern is a u64, and nobody here makes any other reference to this memory, so that all access goes
        // through atomics.
        unsafe {
            std::slice::from_raw_parts(words, self.words)
        }
    }
}

/// Asks the processor for the cache line of a word that is needed before long: whoever reads it then does not wait for
/// the memory. Where a processor can't be asked, that changes nothing.
#[inline]
pub(super) fn fetch(word: &AtomicU64) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        #[expect(unsafe_code, reason = "there is no safe way to ask")]
        // SAFETY: a hint reads and writes nothing, whatever the address; this one is that of a reference.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(word).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = word;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn memory_in_large_pages_is_zero_and_keeps_what_is_written() {
        let map = Mapping::in_large_pages(3 << 20).unwrap();
        let words = map.words();
        assert_eq!((words.len(), words.as_ptr() as usize % LARGE_PAGE), ((3 << 20) / 8, 0));
        assert!(words.iter().all(|word| word.load(Ordering::Relaxed) == 0));
        words[words.len() - 1].store(7, Ordering::Relaxed);
        assert_eq!(map.words().last().unwrap().load(Ordering::Relaxed), 7);
    }
}
