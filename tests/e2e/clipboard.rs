//! The X11 clipboard, through another program.

use std::io::Write;
use std::process::Stdio;

use crate::desk::Shell;

impl Shell<'_> {
    /// What another program would paste; `None` where there is nothing.
    pub(crate) fn clipboard(&self) -> Option<String> {
        self.clipboard_as("UTF8_STRING")
    }

    /// What the clipboard's owner gives in this format.
    pub(crate) fn clipboard_as(&self, format: &str) -> Option<String> {
        // An owner that does not answer would be waited for without end.
        let mut xclip = self.command("timeout");
        xclip.args(["5", "xclip", "-selection", "clipboard", "-out", "-target", format]);
        let output = xclip.output().expect("xclip starts");
        assert_ne!(output.status.code(), Some(124), "the clipboard's owner does not answer");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.success() && !text.is_empty()).then_some(text)
    }

    /// Another program copies something.
    pub(crate) fn take_clipboard(&self, text: &str) {
        let mut xclip = self.command("xclip");
        // xclip itself stays in the background and serves the text.
        xclip.args(["-selection", "clipboard", "-in"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = xclip.stderr(Stdio::null()).spawn().expect("xclip starts");
        let mut stdin = child.stdin.take().expect("standard input is piped");
        stdin.write_all(text.as_bytes()).expect("xclip reads");
        drop(stdin);
        assert!(child.wait().expect("xclip goes to the background").success());
    }
}
