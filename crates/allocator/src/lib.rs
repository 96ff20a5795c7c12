//! The allocator of our programs.
//!
//! Whatever is freed is wiped: also the copies of a key that libraries make on its way to the clipboard, to the
//! keyring, to the web view or into an answer, and that no type of ours can reach.
//!
//! The system's allocator would keep some 40 MB that building the lists of a million tokens has freed; this one gives
//! it back. In huge pages it would keep 25 MB of half-empty ones: decisions/0013. It is also the quicker one for
//! scripts: docs/performance.md.

use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

/// What a program declares as its `#[global_allocator]`.
pub type Allocator = ZeroAlloc<MiMalloc>;

/// The one value of it.
pub const ALLOCATOR: Allocator = ZeroAlloc(MiMalloc);

/// Milliseconds after which what was freed is due; the allocator's own measure is a second.
const GIVEN_BACK_AFTER_MS: std::ffi::c_long = 10;

/// `mi_option_purge_delay` in mimalloc.h, which the bindings have no name for.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Has memory given back soon: when somebody next asks for some, or by [`give_back_due`]. The first thing that a program
/// does, before it has a second thread.
pub fn give_back_soon() {
    #[expect(unsafe_code, reason = "mimalloc's interface is C")]
    // SAFETY: any number is an allowed value of any option, and nobody reads it at the same time.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, GIVEN_BACK_AFTER_MS);
    }
}

/// Gives back what was freed a moment ago, by whatever thread; some microseconds where there is nothing. For a program in
/// which nobody may ask for memory for hours: 10–18 MB would stay in a window where nobody works.
pub fn give_back_due() {
    #[expect(unsafe_code, reason = "mimalloc's interface is C")]
    // SAFETY: any thread may ask for it at any time.
    unsafe {
        libmimalloc_sys::mi_collect(false);
    }
}

/// Gives back at once what is free, also what threads left behind that ended. Takes some milliseconds after large work.
pub fn give_back_now() {
    #[expect(unsafe_code, reason = "mimalloc's interface is C")]
    // SAFETY: any thread may ask for it at any time.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static TRIED: Allocator = ALLOCATOR;

    #[test]
    fn the_option_is_the_one_that_is_meant() {
        #[expect(unsafe_code, reason = "mimalloc's interface is C")]
        // SAFETY: the option is only read.
        let milliseconds = unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert_eq!(milliseconds, 1000, "mimalloc's own measure, which no other option has");
    }

    /// In MiB, of pages of 4 KiB.
    #[cfg(target_os = "linux")]
    fn resident() -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").expect("the process knows its size");
        let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
        pages.expect("a number of pages") / 256
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_thread_left_behind_is_given_back_at_once() {
        let before = resident();
        let work = || drop((0..200_000).map(|_| vec![1_u8; 500]).collect::<Vec<_>>());
        std::thread::spawn(work).join().expect("a thread that ends");
        let left_behind = resident().saturating_sub(before);
        give_back_now();
        let kept = resident().saturating_sub(before);
        assert!(kept < 10 && kept < left_behind, "{left_behind} MiB, and then {kept} MiB");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_thread_freed_that_sleeps_is_given_back_once_it_is_due() {
        use std::{sync::mpsc::channel, thread, time::Duration};

        // Of this process, which is this test's alone.
        give_back_soon();
        let before = resident();
        let (freed, is_freed) = channel();
        let (end, is_over) = channel::<()>();
        let worker = thread::spawn(move || {
            drop(vec![1_u8; 64 << 20]);
            freed.send(()).expect("somebody waits");
            is_over.recv().expect_err("nothing is sent");
        });
        is_freed.recv().expect("it works");
        let left_behind = resident().saturating_sub(before);
        // Ten times the option, by `mi_option_arena_purge_mult`.
        thread::sleep(Duration::from_millis(GIVEN_BACK_AFTER_MS.unsigned_abs() * 15));
        give_back_due();
        let kept = resident().saturating_sub(before);
        drop(end);
        worker.join().expect("a thread that ends");
        assert!(kept < 10 && kept < left_behind, "{left_behind} MiB, and then {kept} MiB");
    }
}
