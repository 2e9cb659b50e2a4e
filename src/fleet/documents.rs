//! Automatic persisted documents, which a client registers with one node and may use with all.

use std::time::Duration;

use super::command::{Command, Script, millis};
use super::member::Fleet;
use super::node::Node;
use super::seal::Name;
use super::time_limit::RedisTimeLimit;

/// Time to live of a document after it was registered. A client registers it again when no node knows it.
const LIFETIME: Duration = Duration::from_hours(24);

impl Fleet {
    /// The text of a document that another node has registered under this hash.
    pub(crate) async fn document(&self, hash: &[u8; 32], limit: &RedisTimeLimit) -> Option<String> {
        let node = self.node()?;
        let name = name(node, hash);
        let get = Command::new(Script::Get).key(key(node, &name));
        let answer = node.call(&get, limit).await.ok()?;
        let text = node.documents.open(&name, &answer.into_bytes()?)?;
        String::from_utf8(text).ok()
    }

    /// Registers a document for all nodes, in the background.
    pub(crate) fn register_document(&self, hash: &[u8; 32], text: &str) {
        let Some(node) = self.node() else { return };
        let name = name(node, hash);
        let sealed = node.documents.seal(&name, text.as_bytes());
        if let Some(sealed) = sealed {
            let put = Command::new(Script::Put).key(key(node, &name));
            node.background
                .run(put.number(millis(LIFETIME)).argument(sealed));
        }
    }
}

fn name(node: &Node, hash: &[u8; 32]) -> Name {
    node.documents.name("document", hash)
}

fn key(node: &Node, name: &Name) -> Vec<u8> {
    node.key(&[b"d:", name.as_slice()].concat())
}
