//! Shows a page in the user's browser.

use std::process::{Command, Stdio};

/// Opens a page. Who has no browser has the address on the screen.
pub(super) fn open(url: &str) {
    let mut command = match std::env::consts::OS {
        "macos" => Command::new("open"),
        "windows" => {
            let mut command = Command::new("cmd");
            command.args(["/c", "start", ""]);
            command
        }
        _ => Command::new("xdg-open"),
    };
    let quiet = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = quiet.spawn() {
        // It is waited for, so that it does not stay as a zombie.
        std::thread::spawn(move || child.wait());
    }
}
