mod binding;
mod screening;
