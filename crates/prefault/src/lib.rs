//! Has the system back memory that is about to be filled, many pages at a time.
//!
//! New memory costs a trap for each page of 4 KiB when it is first written to, which on a virtual machine takes longer than
//! receiving what is written. Huge pages have fewer, but are slow to clear where the machine has not touched them before.
//! A crate of its own, because the call is unsafe, and those that use it have no unsafe code.

/// Backs the pages that are wholly inside `memory`, whose bytes stay as they are. Where the system cannot, it backs them when they
/// are written to, as always.
pub fn prefault(memory: &mut [u8]) {
    #[cfg(target_os = "linux")]
    linux::prefault(memory);
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::{
        mm::{Advice, madvise},
        param::page_size,
    };

    #[expect(unsafe_code, reason = "advice about memory is given by its address")]
    pub(super) fn prefault(memory: &mut [u8]) {
        let size = page_size();
        let before = memory.as_ptr().align_offset(size);
        let Some(whole) = memory.len().checked_sub(before).map(|length| length / size * size) else { return };
        if whole == 0 {
            return;
        }
        // SAFETY: the range is inside `memory`, which is borrowed for writing. The advice changes no byte of it (madvise(2),
        // MADV_POPULATE_WRITE); kernels before 5.14 refuse it.
        let _ = unsafe { madvise(memory[before..].as_mut_ptr().cast(), whole, Advice::LinuxPopulateWrite) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stay_as_they_are() {
        let mut memory: Vec<u8> = (0..100_000_u32).map(|n| n as u8).collect();
        let before = memory.clone();
        for (first, last) in [(0, 100_000), (1, 99_999), (5000, 5001), (4096, 4096), (3, 8000)] {
            prefault(&mut memory[first..last]);
        }
        assert_eq!(memory, before);
    }
}
