//! The desktop console.

#![cfg_attr(windows, windows_subsystem = "windows")]

/// Whatever is freed is wiped: also the copies of a key that libraries make on its way to the clipboard, to the
/// keyring and to the web view, and that no type of ours can reach.
///
/// The system's allocator would keep some 40 MB that building the lists of a million tokens has freed; this one
/// gives it back. In huge pages it would keep 25 MB of half-empty ones: decisions/0013.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<mimalloc::MiMalloc> =
    zeroizing_alloc::ZeroAlloc(mimalloc::MiMalloc);

/// Milliseconds after which the allocator gives back what was freed; its own measure is a second, and after that it
/// waits for somebody to ask it for memory: 18 MB would stay in a window where nobody works.
const GIVEN_BACK_AFTER_MS: std::ffi::c_long = 10;

/// `mi_option_purge_delay` in mimalloc.h, which the bindings have no name for.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> anyhow::Result<()> {
    #[expect(unsafe_code, reason = "mimalloc's interface is C")]
    // SAFETY: there is no other thread yet, and any number is an allowed value of any option.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, GIVEN_BACK_AFTER_MS);
    }
    tokendesk_console::run(tokendesk_console::Arguments::from_env()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_the_one_that_is_meant() {
        #[expect(unsafe_code, reason = "mimalloc's interface is C")]
        // SAFETY: the option is only read.
        let milliseconds = unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert_eq!(milliseconds, 1000, "mimalloc's own measure, which no other option has");
    }
}
