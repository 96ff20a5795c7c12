//! The desktop's clipboard, through another program.

use std::io::Write;
use std::process::Stdio;

use crate::desk::Shell;
use crate::patience::until;
use crate::processes::Process;

impl Shell<'_> {
    /// What another program would paste; `None` where there is nothing.
    pub(crate) fn clipboard(&self) -> Option<String> {
        self.clipboard_as("UTF8_STRING")
    }

    /// What the clipboard's owner gives in this format.
    pub(crate) fn clipboard_as(&self, format: &str) -> Option<String> {
        // An owner that does not answer would be waited for without end.
        let mut paste = self.command("timeout");
        if self.is_wayland() {
            paste.args(["5", "wl-paste", "--no-newline", "--type", format]);
        } else {
            paste.args(["5", "xclip", "-selection", "clipboard", "-out", "-target", format]);
        }
        let output = paste.output().expect("the other program starts");
        assert_ne!(output.status.code(), Some(124), "the clipboard's owner does not answer");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.success() && !text.is_empty()).then_some(text)
    }

    /// Another program copies something.
    pub(crate) fn take_clipboard(&self, text: &str) {
        // The program stays in the background and serves the text.
        let mut copy = if self.is_wayland() { self.command("wl-copy") } else { self.command("xclip") };
        if !self.is_wayland() {
            copy.args(["-selection", "clipboard", "-in"]);
        }
        copy.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = copy.spawn().expect("the other program starts");
        let mut stdin = child.stdin.take().expect("standard input is piped");
        stdin.write_all(text.as_bytes()).expect("it reads");
        drop(stdin);
        assert!(child.wait().expect("it goes to the background").success());
    }

    /// Another program copies something and then answers nobody who asks for it.
    pub(crate) async fn take_clipboard_and_hang(&self, text: &str) {
        let mut xclip = self.command("xclip");
        xclip.args(["-selection", "clipboard", "-in", "-quiet"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = xclip.spawn().expect("xclip starts");
        child.stdin.take().expect("standard input is piped").write_all(text.as_bytes()).expect("xclip reads");
        let taken = async || (self.clipboard().as_deref() == Some(text)).then_some(());
        until("the other program to have the clipboard", taken).await;
        Process::of(&child).halt();
        // It ends with the desktop; then somebody has to take note.
        std::thread::spawn(move || child.wait());
    }
}
