//! The server: wiring and commands. It holds no rule and no SQL; deleting a scene is removing one line in [`modules`].

pub mod assembly;
pub mod commands;
pub mod documents;
pub mod modules;
