//! Who is who: the vault of a data file, its slots and its data key. None of these is secret.

use std::fmt;

use rand::CryptoRng;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new one; 128 random bits, so two never meet.
            pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// As it was stored.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// As it is to be stored.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0
            }
        }

        /// 32 lower-case hexadecimal digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

random_id! {
    /// The vault of one data file. It is part of what every slot and sealed key is bound to, so that
    /// rows can't be carried over from another file.
    VaultId
}

random_id! {
    /// One slot. A keyring slot's account carries it, so that two programs that set up the same
    /// vault at once never overwrite each other's keyring entry.
    SlotId
}

/// Which data key sealed something; counts up from 1 with every new data key of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DekId(u32);

impl DekId {
    /// The data key of a vault that was just set up.
    pub const FIRST: Self = Self(1);

    /// As it was stored.
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// As it is to be stored.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The one after it. Rotating once a minute would reach the end after 8,000 years.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_as_hexadecimal_digits() {
        let id = VaultId::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0xff]);
        assert_eq!(id.to_string(), "000102030405060708090a0b0c0d0eff");
        assert_eq!(format!("{id:?}"), "VaultId(000102030405060708090a0b0c0d0eff)");
    }
}
