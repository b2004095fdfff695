//! The few types that cross the façade, bound to both drivers.

use std::borrow::Cow;

use bytes::BytesMut;
use kernel::id::RawId;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;

/// A parameter. Times are microseconds UTC as integers, money whole rupiah, quantities thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(Cow<'a, str>),
    /// BYTEA or BLOB.
    Bytes(Cow<'a, [u8]>),
    /// UUID on PostgreSQL, 16 bytes on SQLite.
    Id(RawId),
    /// BOOLEAN on PostgreSQL, 0 or 1 on SQLite.
    Bool(bool),
    /// NULL of any type.
    Null,
}

impl Value<'_> {
    /// [`StoreError::TextNotAllowed`] when a text among them holds a NUL.
    pub(crate) fn check(values: &[Self]) -> Result<(), StoreError> {
        let is_refused = values.iter().any(|value| matches!(value, Self::Text(text) if text.as_bytes().contains(&0)));
        if is_refused { Err(StoreError::TextNotAllowed) } else { Ok(()) }
    }

    /// A copy that borrows nothing.
    #[must_use]
    pub fn owned(&self) -> Value<'static> {
        match self {
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(Cow::Owned(text.clone().into_owned())),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.clone().into_owned())),
            Self::Id(id) => Value::Id(*id),
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Null => Value::Null,
        }
    }
}

macro_rules! value_from {
    ($($from:ty => |$name:ident| $to:expr),+ $(,)?) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from($name: $from) -> Self { $to }
        }
    )+};
}

value_from! {
    i64 => |number| Value::Int(number),
    i32 => |number| Value::Int(i64::from(number)),
    u32 => |number| Value::Int(i64::from(number)),
    bool => |flag| Value::Bool(flag),
    &'a str => |text| Value::Text(Cow::Borrowed(text)),
    &'a String => |text| Value::Text(Cow::Borrowed(text.as_str())),
    String => |text| Value::Text(Cow::Owned(text)),
    &'a [u8] => |bytes| Value::Bytes(Cow::Borrowed(bytes)),
    Vec<u8> => |bytes| Value::Bytes(Cow::Owned(bytes)),
    kernel::Rupiah => |money| Value::Int(money.amount()),
    kernel::BasisPoints => |rate| Value::Int(rate.0),
    kernel::Quantity => |quantity| Value::Int(quantity.milli()),
    kernel::Timestamp => |at| Value::Int(at.micros()),
    kernel::BusinessDate => |date| Value::Int(date.days()),
    &'a kernel::Phone => |phone| Value::Text(Cow::Borrowed(phone.as_str())),
}

macro_rules! value_from_ids {
    ($($id:ident),+ $(,)?) => {$(
        impl From<kernel::id::$id> for Value<'_> {
            fn from(id: kernel::id::$id) -> Self { Value::Id(id.0) }
        }
    )+};
}

kernel::each_id!(value_from_ids);

impl From<RawId> for Value<'_> {
    fn from(id: RawId) -> Self {
        Value::Id(id)
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

/// Parameters of one statement: `params![city, order, 5]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] };
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(match self {
            Self::Int(number) => ToSqlOutput::from(*number),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Bool(flag) => ToSqlOutput::from(i64::from(*flag)),
            Self::Null => ToSqlOutput::from(rusqlite::types::Null),
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => out.extend_from_slice(&number.to_be_bytes()),
            (Self::Int(number), &Type::INT4) => out.extend_from_slice(&i32::try_from(*number)?.to_be_bytes()),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME | &Type::UNKNOWN) => out.extend_from_slice(text.as_bytes()),
            (Self::Bytes(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            (Self::Id(id), &Type::UUID) => out.extend_from_slice(id.as_bytes()),
            (Self::Bool(flag), &Type::BOOL) => out.extend_from_slice(&[u8::from(*flag)]),
            (value, ty) => return Err(format!("a parameter of type {ty} was given {value:?}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
