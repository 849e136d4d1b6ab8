//! Types that hold themselves.

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Tree {
    #[serde(default)]
    branches: Vec<Tree>,
}

/// So many trees in lists, each within another.
fn nested(trees: usize) -> Value {
    let mut value = Value::Array(Array::new());
    for _ in 0..trees {
        let mut tree = Array::new();
        tree.insert("branches", Value::from(vec![value]));
        value = Value::Array(tree);
    }
    value
}

/// Else a caller could use up the stack, which ends the process.
#[test]
fn they_nest_128_arrays_deep() {
    for mode in [Lenient, Strict] {
        // Two arrays each, and the innermost.
        let tree: Tree = from_value(nested(63), mode).unwrap();
        assert_eq!(tree.branches.len(), 1);
        for trees in [64, 255, 2000] {
            let error = from_value::<Tree>(nested(trees), mode).unwrap_err();
            assert_eq!(error.message, "arrays nest too deep");
            assert!(error.path.starts_with("[branches][0][branches]"));
        }
        // What is taken as it is has no such bound.
        assert_eq!(from_value(nested(255), mode), Ok(nested(255)));
    }
}
