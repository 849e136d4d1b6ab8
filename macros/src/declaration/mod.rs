//! The model: what the annotated function says, as written.

pub(crate) mod argument;
pub(crate) mod attributes;
pub(crate) mod docs;
pub(crate) mod error;
pub(crate) mod function;
pub(crate) mod object;

use proc_macro2::TokenStream;

use crate::attr::method::MethodAttr;
use crate::mistakes::Mistakes;
use argument::Argument;
use function::Function;

/// `#[rest_method(…)]` and the function under it.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) attr: MethodAttr,
    pub(crate) function: Function,
    pub(crate) arguments: Vec<Argument>,
}

impl Declaration {
    /// Nothing if what stands under the attribute is no function; the mistakes say so.
    pub(crate) fn parse(
        attr: TokenStream,
        item: TokenStream,
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let function = mistakes.keep(syn::parse2::<Function>(item));
        let attr = MethodAttr::parse(attr, mistakes);
        let mut function = function?;
        let arguments = Argument::take(&mut function.signature, mistakes);
        Some(Self {
            attr,
            function,
            arguments,
        })
    }
}
