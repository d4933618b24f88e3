//! Outgoing mail: by SMTP if configured, else one `.eml` file per mail in the data folder.

use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::PathBuf;

/// One mail to one person. `id` makes it one mail however often it is sent: the file's name, the Message-ID.
#[derive(Debug, Clone)]
pub struct Mail {
    pub id: String,
    pub to: String,
    pub subject: String,
    /// Plain text in whole sentences, with its final line breaks.
    pub text: String,
}

/// Mail transport.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// Into a folder, each mail a file that appears whole.
    Folder { folder: PathBuf, from: String },
    /// SMTP server.
    Smtp {
        transport: AsyncSmtpTransport<Tokio1Executor>,
        from: String,
    },
}

/// Why a mail did not go out; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the address or a header cannot be used: {0}")]
    Unusable(String),
    #[error("the mail could not be written")]
    Write(#[from] std::io::Error),
    #[error("the mail server did not take it")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    pub fn folder(folder: PathBuf, from: String) -> Self {
        Self::Folder { folder, from }
    }

    pub fn smtp(url: &str, from: String) -> Result<Self, MailError> {
        Ok(Self::Smtp {
            transport: AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build(),
            from,
        })
    }

    /// Sends the mail, or writes its file. Sending the same id again to a folder changes nothing.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let from = match self {
            Self::Folder { from, .. } | Self::Smtp { from, .. } => from,
        };
        let address = |text: &str| {
            text.parse::<Mailbox>()
                .map_err(|error| MailError::Unusable(error.to_string()))
        };
        let message = Message::builder()
            .from(address(from)?)
            .to(address(&mail.to)?)
            .subject(&mail.subject)
            .message_id(Some(format!("<{}@stallholder>", mail.id)))
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                html_of(&mail.subject, &mail.text),
            ))
            .map_err(|error| MailError::Unusable(error.to_string()))?;
        match self {
            Self::Smtp { transport, .. } => transport.send(message).await.map(drop)?,
            Self::Folder { folder, .. } => {
                let whole = folder.join(format!("{}.eml", mail.id));
                if !tokio::fs::try_exists(&whole).await? {
                    let partial = folder.join(format!(".{}.partial", mail.id));
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(&partial, message.formatted()).await?;
                    tokio::fs::rename(&partial, &whole).await?;
                }
            }
        }
        Ok(())
    }
}

/// The text as HTML: paragraphs, with our own addresses as links.
fn html_of(subject: &str, text: &str) -> String {
    let linked = |line: &str| {
        let words: Vec<String> = line
            .split(' ')
            .map(|word| {
                let word = escaped(word);
                match word.starts_with("http://") || word.starts_with("https://") {
                    true => format!("<a href=\"{word}\">{word}</a>"),
                    false => word,
                }
            })
            .collect();
        words.join(" ")
    };
    let paragraphs: String = text
        .trim()
        .split("\n\n")
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.lines().map(linked).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        })
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 2em auto\">\n{paragraphs}</body></html>\n",
        escaped(subject)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_someone_wrote_is_text_in_html_too() {
        let html = super::html_of("A & B", "Why: <b>no</b>\n\nSee: https://x.test/a?b=1&c=2\n");
        assert!(html.contains("<p>Why: &lt;b&gt;no&lt;/b&gt;</p>"), "{html}");
        assert!(
            html.contains("<a href=\"https://x.test/a?b=1&amp;c=2\">"),
            "{html}"
        );
        assert!(html.contains("<title>A &amp; B</title>"));
    }
}
