//! Values that must not be shown, or must not stay in memory.

use core::fmt;
use core::ops::{Deref, DerefMut};
use zeroize::Zeroize;

/// In wasm the allocator overwrites every block that is given back (`wasm/allocator.rs`), many times faster than byte by byte.
const ALLOCATOR_OVERWRITES: bool = cfg!(target_arch = "wasm32");

/// What can be overwritten.
pub trait Overwritable: Zeroize {
    /// Whether all of it lies in blocks of the allocator.
    const IS_ALLOCATED: bool;
}

impl Overwritable for String {
    const IS_ALLOCATED: bool = true;
}

impl Overwritable for Vec<u8> {
    const IS_ALLOCATED: bool = true;
}

impl<const N: usize> Overwritable for [u8; N] {
    const IS_ALLOCATED: bool = false;
}

/// A value that may hold a secret: overwritten with zeros when dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zeroizing<T: Overwritable>(T);

impl<T: Overwritable> Zeroizing<T> {
    /// Takes the value in.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T: Overwritable> Drop for Zeroizing<T> {
    fn drop(&mut self) {
        if !(T::IS_ALLOCATED && ALLOCATOR_OVERWRITES) {
            self.0.zeroize();
        }
    }
}

impl<T: Overwritable> Deref for Zeroizing<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Overwritable> DerefMut for Zeroizing<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Overwritable> From<T> for Zeroizing<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// A secret: redacted when printed, overwritten with zeros when dropped.
///
/// Reading it takes a call to [`Secret::expose`], so that every use can be found and reviewed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T: Overwritable = String>(Zeroizing<T>);

impl<T: Overwritable> Secret<T> {
    /// Takes the value in.
    pub const fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value itself. Never print it, log it or put it into an error.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Overwritable> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: Overwritable> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Overwritable, Secret, Zeroizing};
    use std::cell::Cell;
    use std::rc::Rc;
    use zeroize::Zeroize;

    /// Counts how often it is overwritten.
    struct Counted<const IS_ALLOCATED: bool>(Rc<Cell<u32>>);

    impl<const IS_ALLOCATED: bool> Zeroize for Counted<IS_ALLOCATED> {
        fn zeroize(&mut self) {
            self.0.set(self.0.get().saturating_add(1));
        }
    }

    impl<const IS_ALLOCATED: bool> Overwritable for Counted<IS_ALLOCATED> {
        const IS_ALLOCATED: bool = IS_ALLOCATED;
    }

    #[test]
    fn without_an_allocator_that_does_it_everything_is_overwritten_when_dropped() {
        let times = Rc::new(Cell::new(0));
        drop(Zeroizing::new(Counted::<true>(times.clone())));
        drop(Zeroizing::new(Counted::<false>(times.clone())));
        drop(Secret::new(Counted::<true>(times.clone())));
        assert_eq!(times.get(), 3);
    }

    #[test]
    fn debug_is_redacted() {
        let secret: Secret = Secret::from("!!SENSITIVE!!");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(secret.expose(), "!!SENSITIVE!!");
    }
}
