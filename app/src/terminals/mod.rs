//! Terminal sessions that outlive their viewers, and the channel that carries them to browsers.
