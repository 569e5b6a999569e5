//! Components that know no domain. `/admin/style` shows them all.

pub mod page_head;

pub mod live;

pub mod icon;
pub mod mark;
pub mod status;
pub mod time;

pub mod empty;
pub mod notice;
pub mod skeleton;

pub mod choice;
pub mod form;
pub mod list;
pub mod menu;
pub mod pager;
pub mod plain;

pub mod dialog;
pub mod door;
pub mod modal;
pub mod split;
pub mod toast;

pub mod answer;
pub mod error_page;
pub mod style_guide;
