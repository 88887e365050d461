//! Messages on standard input and output.

use std::io::{self, BufRead};
use std::thread::{self, JoinHandle};

use lsp_server::{Connection, Message, Notification};
use lsp_types::notification::{Exit, LogMessage, Notification as _};
use lsp_types::{LogMessageParams, MessageType};

/// The writing thread, and the editor's end of the connection.
pub(super) struct Transport {
    writer: JoinHandle<io::Result<()>>,
    editor: Connection,
}

/// Connects to standard input and output, and starts the threads that read and write.
///
/// `lsp-server` has a transport of its own, but its channels have capacity 0, so that we could not look ahead for cancellations or newer
/// edits, and it stops at the first message that is not valid JSON.
pub(super) fn connect() -> (Connection, Transport) {
    let (connection, editor) = Connection::memory();
    let messages = editor.receiver.clone();
    let writer = thread::spawn(move || {
        let mut output = io::stdout().lock();
        messages.into_iter().try_for_each(|message| message.write(&mut output))
    });
    let (inbox, replies) = (editor.sender.clone(), connection.sender.clone());
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(message) = next(&mut input, &|why| {
            // Fails only if the session is over.
            let _ = replies.send(complaint(why));
        }) {
            let is_exit =
                matches!(&message, Message::Notification(it) if it.method == Exit::METHOD);
            if inbox.send(message).is_err() || is_exit {
                return;
            }
        }
        // The end of input without `exit` ends the session as well.
        let _ = inbox.send(exit());
    });
    (connection, Transport { writer, editor })
}

impl Transport {
    /// Returns a function that sends the server a message as if it came from the editor. It returns `false` if the session is over.
    pub(super) fn sender(&self) -> impl Fn(Message) -> bool + Send + 'static {
        let sender = self.editor.sender.clone();
        move |message| sender.send(message).is_ok()
    }

    /// Waits until all sent messages have been written. The server's end of the connection must have been dropped.
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.editor);
        self.writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread failed")))
    }
}

/// Returns the next message, or `None` at the end of input. Skips malformed messages and calls `complain` with the error.
fn next(input: &mut impl BufRead, complain: &impl Fn(&io::Error)) -> Option<Message> {
    loop {
        match Message::read(input) {
            Ok(message) => return message,
            // The malformed bytes have been read: the next message begins after them.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => complain(&error),
            Err(_) => return None,
        }
    }
}

fn exit() -> Message {
    Notification::new(Exit::METHOD.to_owned(), serde_json::Value::Null).into()
}

fn complaint(why: &io::Error) -> Message {
    let message: String = why.to_string().chars().take(500).collect();
    let params = LogMessageParams { typ: MessageType::ERROR, message };
    Notification::new(LogMessage::METHOD.to_owned(), params).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(text: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    }

    /// Malformed messages are skipped and reported; the next message is still read.
    #[test]
    fn malformed_messages_are_passed_over() {
        let good = r#"{"jsonrpc":"2.0","method":"exit","params":null}"#;
        for bad in ["{", "[]", r#"{"jsonrpc":"2.0"}"#, "null", "{\"method\":7}"] {
            let input = framed(bad) + &framed(good);
            let complaints = std::cell::Cell::new(0);
            let complain = |_: &io::Error| complaints.set(complaints.get() + 1);
            let mut input = input.as_bytes();
            let message = next(&mut input, &complain);
            assert!(matches!(message, Some(Message::Notification(_))), "{bad}: {message:?}");
            assert_eq!(
                (complaints.get(), next(&mut input, &complain).is_none()),
                (1, true),
                "{bad}"
            );
        }
    }
}
