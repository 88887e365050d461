//! Messages on standard input and output.

use std::io::{self, BufRead};
use std::thread::{self, JoinHandle};

use lsp_server::{Connection, Message, Notification};
use lsp_types::notification::{Exit, LogMessage, Notification as _};
use lsp_types::{LogMessageParams, MessageType};

/// The threads that read and write, and the other end of the connection.
pub(super) struct Transport {
    writer: JoinHandle<io::Result<()>>,
    editor: Connection,
}

/// Connects to whoever started this process.
///
/// `lsp-server` has a transport of its own. Its queues hold no message, so that nobody could look ahead for cancellations or newer edits,
/// and it ends with the first message that is no JSON.
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
            // Fails only when the conversation is over.
            let _ = replies.send(complaint(why));
        }) {
            let is_exit =
                matches!(&message, Message::Notification(it) if it.method == Exit::METHOD);
            if inbox.send(message).is_err() || is_exit {
                return;
            }
        }
        // An editor that is gone without a word has ended the conversation.
        let _ = inbox.send(exit());
    });
    (connection, Transport { writer, editor })
}

impl Transport {
    /// Returns what tells the server, as an editor would, that something on disk may have changed.
    pub(super) fn sender(&self) -> impl Fn(Message) -> bool + Send + 'static {
        let sender = self.editor.sender.clone();
        move |message| sender.send(message).is_ok()
    }

    /// Waits until all is written that was sent. The server's end of the connection must be gone.
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.editor);
        self.writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread failed")))
    }
}

/// Returns the next message; `None` at the end of the input. What is malformed is passed over, and `complain` is told why.
fn next(input: &mut impl BufRead, complain: &impl Fn(&io::Error)) -> Option<Message> {
    loop {
        match Message::read(input) {
            Ok(message) => return message,
            // Its bytes have been read: the next message begins after it.
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

    /// A11
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
