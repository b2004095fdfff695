//! Rows as the code reads them: cells taken in the order of the statement's columns.

use kernel::id::RawId;

use crate::error::StoreError;
use crate::value::Value;

/// One row; cells are taken from left to right.
#[derive(Debug)]
pub struct Row {
    cells: std::vec::IntoIter<Value<'static>>,
    column: usize,
}

impl Row {
    pub(crate) fn new(cells: Vec<Value<'static>>) -> Self {
        Self { cells: cells.into_iter(), column: 0 }
    }

    /// The next cell as `T`.
    ///
    /// # Errors
    /// [`StoreError::Cell`] when the type differs or there are no more columns.
    pub fn take<T: FromCell>(&mut self) -> Result<T, StoreError> {
        let column = self.column;
        self.column += 1;
        let cell = self.cells.next().ok_or(StoreError::Cell { column, found: "missing", expected: T::EXPECTED })?;
        T::from_cell(cell).map_err(|found| StoreError::Cell { column, found, expected: T::EXPECTED })
    }
}

/// A type that a cell can become.
pub trait FromCell: Sized {
    /// Named in the error.
    const EXPECTED: &'static str;
    /// Converts; the error names what was found.
    ///
    /// # Errors
    /// What the cell held instead.
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str>;
}

/// A struct that a row can become, cell by cell.
pub trait FromRow: Sized {
    /// Reads the columns in the order of the statement.
    ///
    /// # Errors
    /// [`StoreError::Cell`] when a column does not fit.
    fn from_row(row: &mut Row) -> Result<Self, StoreError>;
}

const fn kind_of(cell: &Value<'_>) -> &'static str {
    match cell {
        Value::Int(_) => "an integer",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
        Value::Id(_) => "an id",
        Value::Bool(_) => "a bool",
        Value::Null => "null",
    }
}

impl FromCell for i64 {
    const EXPECTED: &'static str = "an integer";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Int(number) => Ok(number),
            other => Err(kind_of(&other)),
        }
    }
}

impl FromCell for bool {
    const EXPECTED: &'static str = "a bool";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Bool(flag) => Ok(flag),
            Value::Int(number @ (0 | 1)) => Ok(number == 1),
            other => Err(kind_of(&other)),
        }
    }
}

impl FromCell for String {
    const EXPECTED: &'static str = "text";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Text(text) => Ok(text.into_owned()),
            other => Err(kind_of(&other)),
        }
    }
}

impl FromCell for Vec<u8> {
    const EXPECTED: &'static str = "bytes";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Bytes(bytes) => Ok(bytes.into_owned()),
            other => Err(kind_of(&other)),
        }
    }
}

impl FromCell for RawId {
    const EXPECTED: &'static str = "an id";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Id(id) => Ok(id),
            Value::Bytes(bytes) => RawId::from_slice(&bytes).map_err(|_| "bytes of another length"),
            other => Err(kind_of(&other)),
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        match cell {
            Value::Null => Ok(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

macro_rules! from_cell_through {
    ($($to:ty, $via:ty => |$name:ident| $convert:expr);+ $(;)?) => {$(
        impl FromCell for $to {
            const EXPECTED: &'static str = <$via>::EXPECTED;
            fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
                let $name = <$via>::from_cell(cell)?;
                $convert
            }
        }
    )+};
}

from_cell_through! {
    kernel::Rupiah, i64 => |number| Ok(Self(number));
    kernel::BasisPoints, i64 => |number| Ok(Self(number));
    kernel::Quantity, i64 => |milli| Self::from_milli(milli).ok_or("a quantity out of range");
    kernel::Timestamp, i64 => |micros| Ok(Self::from_micros(micros));
    kernel::BusinessDate, i64 => |days| Ok(Self::from_days(days));
    kernel::Phone, String => |text| Self::parse(&text).map_err(|_| "not a phone number");
    kernel::Unit, String => |name| Self::parse(&name).ok_or("not a unit");
    kernel::Role, String => |name| Self::parse(&name).ok_or("not a role");
    kernel::Lang, String => |code| Self::parse(&code).ok_or("not a language");
}

macro_rules! id_cells {
    ($($id:ident),+ $(,)?) => {$(
        impl FromCell for kernel::id::$id {
            const EXPECTED: &'static str = "an id";
            fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
                RawId::from_cell(cell).map(Self)
            }
        }
    )+};
}

kernel::each_id!(id_cells);

macro_rules! tuple_rows {
    ($($name:ident)+) => {
        impl<$($name: FromCell),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row) -> Result<Self, StoreError> {
                Ok(($(row.take::<$name>()?,)+))
            }
        }
    };
}

tuple_rows!(A);
tuple_rows!(A B);
tuple_rows!(A B C);
tuple_rows!(A B C D);
tuple_rows!(A B C D E);
tuple_rows!(A B C D E F);
tuple_rows!(A B C D E F G);
tuple_rows!(A B C D E F G H);
