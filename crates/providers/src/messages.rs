//! Messages to people's phones: sign-in codes and news of their orders.
//!
//! A message is written in its reader's language before it comes here. Texts are never logged.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::Phone;
use kernel::error::{ErrorKind, Kinded};

use crate::BoxFuture;

/// The longest text, in characters. Source: WhatsApp Business Platform, Cloud API, text messages (4,096).
pub const TEXT_CHARS_MAX: usize = 4_096;
/// How many messages [`DemoMessages`] keeps.
const DEMO_MESSAGES_MAX: usize = 200;

/// What a message is for: providers may send kinds in different ways (templates, priorities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// A one-time code for signing in.
    SignInCode,
    /// To a buyer: an order was placed, changed, is on its way or arrived.
    OrderUpdate,
    /// To a buyer: something is missing, may it be replaced?
    SubstitutionQuestion,
    /// To a trader: something was ordered and must be decided on.
    SellerOrder,
    /// To a runner: a delivery was assigned or withdrawn.
    Assignment,
    /// To a trader or runner: money was paid out.
    Payout,
}

impl MessageKind {
    /// The name for logs and figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignInCode => "sign_in_code",
            Self::OrderUpdate => "order_update",
            Self::SubstitutionQuestion => "substitution_question",
            Self::SellerOrder => "seller_order",
            Self::Assignment => "assignment",
            Self::Payout => "payout",
        }
    }
}

/// One message to one phone.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// To whom.
    pub to: Phone,
    /// What for.
    pub kind: MessageKind,
    /// At most [`TEXT_CHARS_MAX`] characters, in the reader's language.
    pub text: String,
}

/// Without the text, which may hold a code, and with the number masked.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("to", &self.to).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Message {
    /// Checks what every provider needs.
    ///
    /// # Errors
    /// [`MessageError::Text`] when the text is empty or too long.
    pub fn check(&self) -> Result<(), MessageError> {
        let chars = self.text.chars().count();
        if (1..=TEXT_CHARS_MAX).contains(&chars) { Ok(()) } else { Err(MessageError::Text) }
    }
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Empty, or longer than [`TEXT_CHARS_MAX`].
    #[error("the text is empty or too long")]
    Text,
    /// The provider will not deliver to this number, now or later.
    #[error("the provider refuses this number")]
    Refused,
    /// The provider cannot be reached or asks to wait; later it may work.
    #[error("the message provider is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Kinded for MessageError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Text => ErrorKind::Internal,
            Self::Refused => ErrorKind::Invalid,
            Self::Unavailable(_) => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Text => "message_text",
            Self::Refused => "message_refused",
            Self::Unavailable(_) => "message_unavailable",
        }
    }
}

/// Carries messages to phones.
pub trait MessageProvider: Send + Sync {
    /// Short and lower case, for logs and settings.
    fn name(&self) -> &'static str;

    /// Hands the message over. Ok means accepted, not read. May deliver twice when a caller tries again.
    ///
    /// # Errors
    /// [`MessageError`]; only [`MessageError::Unavailable`] is worth another try.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MessageError>>;
}

/// Keeps the last 200 messages in memory, for the screen of demo mode and for tests. Never for real people.
#[derive(Debug, Default)]
pub struct DemoMessages(Mutex<VecDeque<Message>>);

impl DemoMessages {
    /// Holds nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The messages kept, newest first.
    #[must_use]
    pub fn recent(&self) -> Vec<Message> {
        self.kept().iter().rev().cloned().collect()
    }

    /// The newest message to a phone.
    #[must_use]
    pub fn last_to(&self, phone: &Phone) -> Option<Message> {
        self.kept().iter().rev().find(|message| message.to == *phone).cloned()
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Message>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MessageProvider for DemoMessages {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MessageError>> {
        Box::pin(async move {
            message.check()?;
            let mut kept = self.kept();
            if kept.len() == DEMO_MESSAGES_MAX {
                kept.pop_front();
            }
            kept.push_back(message.clone());
            Ok(())
        })
    }
}

/// Notes in the log that a message would have left: kind and masked number, never the text. Until a real provider is set up.
#[derive(Debug, Default, Clone, Copy)]
pub struct LogMessages;

impl MessageProvider for LogMessages {
    fn name(&self) -> &'static str {
        "log"
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MessageError>> {
        Box::pin(async move {
            message.check()?;
            tracing::info!(kind = message.kind.name(), to = %message.to.masked(), "message not sent: no provider is set up");
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: &str, text: &str) -> Message {
        Message { to: Phone::parse(number).unwrap(), kind: MessageKind::SignInCode, text: text.into() }
    }

    #[tokio::test]
    async fn demo_keeps_the_last_messages() {
        let demo = DemoMessages::new();
        for number in 0..DEMO_MESSAGES_MAX + 5 {
            demo.send(&message("081234567890", &number.to_string())).await.unwrap();
        }
        demo.send(&message("081234567891", "other")).await.unwrap();
        let recent = demo.recent();
        let last = demo.last_to(&Phone::parse("0812-3456-7890").unwrap()).unwrap();
        assert_eq!((recent.len(), recent[0].text.as_str(), last.text.as_str()), (DEMO_MESSAGES_MAX, "other", "204"));
    }

    #[tokio::test]
    async fn empty_and_endless_texts_are_refused() {
        for text in [String::new(), "x".repeat(TEXT_CHARS_MAX + 1)] {
            assert!(matches!(LogMessages.send(&message("081234567890", &text)).await, Err(MessageError::Text)));
        }
    }

    #[test]
    fn a_code_does_not_reach_the_log() {
        assert_eq!(format!("{:?}", message("081234567890", "123456")), "Message { to: 0812••••890, kind: SignInCode, .. }");
    }
}
