//! Documents and labels as they leave the house: rendered for real, read back by programs that did not write them.

mod broken;
mod data;
mod desk;
mod equal;
mod forms;
mod labels;
mod letters;
mod templates;
