//! Link-time registration: every `#[rest_method]` of the binary, in one slice.

use super::Descriptor;

/// The methods that were linked into this binary.
#[linkme::distributed_slice]
pub static METHODS: [&'static Descriptor];

/// Puts a descriptor into [`METHODS`]. The only place that knows how registration works.
///
/// The macro it exports has the method's name in its own, and stands at the root of the crate as all exported macros do:
/// a second method of that name in the crate is an error of the compiler, which names both places.
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($descriptor:expr, $name:ident) => {
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! $name {
            () => {};
        }
        #[$crate::__private::linkme::distributed_slice($crate::__private::METHODS)]
        #[linkme(crate = $crate::__private::linkme)]
        static REGISTERED: &'static $crate::__private::Descriptor = $descriptor;
    };
}
