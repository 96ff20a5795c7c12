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

/// Milliseconds after which the allocator gives back what was freed; its own measure is a second, and after that it
/// waits for somebody to ask it for memory: 18 MB would stay in a window where nobody works.
const GIVEN_BACK_AFTER_MS: std::ffi::c_long = 10;

/// `mi_option_purge_delay` in mimalloc.h, which the bindings have no name for.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Has memory given back soon. The first thing that a program does, before it has a second thread.
pub fn give_back_soon() {
    #[expect(unsafe_code, reason = "mimalloc's interface is C")]
    // SAFETY: any number is an allowed value of any option, and nobody reads it at the same time.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, GIVEN_BACK_AFTER_MS);
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
}
