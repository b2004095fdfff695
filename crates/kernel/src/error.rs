//! The few kinds into which every refusal falls, so that each edge answers alike.

/// What sort of refusal an error is; the web edge maps it to a status, the command line to an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The input cannot be understood or breaks a rule; the caller can mend it.
    Invalid,
    /// Nobody is signed in.
    Unauthenticated,
    /// The actor may not do this.
    Forbidden,
    /// There is no such thing, or the actor may not know of it.
    NotFound,
    /// The world has changed since the caller looked: stock gone, slot full, state moved on.
    Conflict,
    /// Too many attempts; later it may work.
    TooMany,
    /// The database or a provider is not reachable now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// An error that knows its kind, a stable code and the field it speaks of.
pub trait Kinded: std::error::Error {
    /// The kind.
    fn kind(&self) -> ErrorKind;
    /// Stable, lower-case, with underscores: the key of its sentence in every language.
    fn code(&self) -> &'static str;
    /// The input field at fault, where there is one.
    fn field(&self) -> Option<&'static str> {
        None
    }
    /// Values for the sentence, by name, already formatted for people.
    fn details(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
