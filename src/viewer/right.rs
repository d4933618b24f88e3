//! Rights as types: operations require `Member<may::Orders>`, `Admin<duty::Payouts>` or, if sensitive,
//! `Member<Fresh<may::Own>>`, so that forgotten checks do not compile.

use super::permission::{Duty, Permission};
use super::{AdminRole, Grant};
use std::fmt::Debug;
use std::marker::PhantomData;

/// A right within a shop.
pub trait Right: Copy + Debug + Send + Sync + 'static {
    /// Whether it requires a recent sign-in.
    const IS_FRESH: bool = false;

    fn held_by(grant: &Grant) -> bool;
    /// Name of the missing right.
    fn needed() -> &'static str;
}

/// A duty of marketplace staff.
pub trait Task: Copy + Debug + Send + Sync + 'static {
    /// Whether it requires a recent sign-in.
    const IS_FRESH: bool = false;

    fn held_by(role: AdminRole) -> bool;
}

/// A right that requires a sign-in within five minutes: for handing out power, money or buyers' addresses, or
/// for irreversible actions. [`super::sensitive`] has the list of such acts.
#[derive(Debug, Clone, Copy)]
pub struct Fresh<R>(PhantomData<R>);

impl<R: Right> Right for Fresh<R> {
    const IS_FRESH: bool = true;

    fn held_by(grant: &Grant) -> bool {
        R::held_by(grant)
    }

    fn needed() -> &'static str {
        R::needed()
    }
}

impl<T: Task> Task for Fresh<T> {
    const IS_FRESH: bool = true;

    fn held_by(role: AdminRole) -> bool {
        T::held_by(role)
    }
}

macro_rules! rights {
    ($($name:ident),*) => {$(
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Right for $name {
            fn held_by(grant: &Grant) -> bool {
                grant.permissions.has(Permission::$name)
            }

            fn needed() -> &'static str {
                concat!("the permission ", stringify!($name))
            }
        }
    )*};
}

/// Rights of members.
pub mod may {
    use super::{Debug, Grant, Permission, Right};

    rights!(
        Products, Orders, Wallet, Payouts, Analytics, Support, Settings, Export
    );

    /// The right of every member.
    #[derive(Debug, Clone, Copy)]
    pub struct Enter;

    impl Right for Enter {
        fn held_by(_: &Grant) -> bool {
            true
        }

        fn needed() -> &'static str {
            "to be a member"
        }
    }

    /// The right of owners.
    #[derive(Debug, Clone, Copy)]
    pub struct Own;

    impl Right for Own {
        fn held_by(grant: &Grant) -> bool {
            grant.is_owner
        }

        fn needed() -> &'static str {
            "to be an owner of the shop"
        }
    }

    impl<A: Right, B: Right> Right for (A, B) {
        fn held_by(grant: &Grant) -> bool {
            A::held_by(grant) && B::held_by(grant)
        }

        fn needed() -> &'static str {
            // The second is what is rarer: `(Orders, Export)`.
            B::needed()
        }
    }
}

macro_rules! tasks {
    ($($name:ident),*) => {$(
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Task for $name {
            fn held_by(role: AdminRole) -> bool {
                role.has(Duty::$name)
            }
        }
    )*};
}

/// Duties of marketplace staff.
pub mod duty {
    use super::{AdminRole, Debug, Duty, Task};

    tasks!(
        Overview, Sellers, Catalogue, Tickets, Payouts, People, Audit, Keys, Policy
    );
}
