//! How far a finger moves what it touches, and how that goes on when it is lifted. Pure.

/// After so many milliseconds a glide has half its speed.
const HALF_LIFE_MS: f64 = 180.0;
/// Slower than this is standing, pixels a millisecond.
const STANDS: f64 = 0.03;
/// Speed is that of the last so many milliseconds under the finger.
const RECENT_MS: f64 = 80.0;

/// A movement in one direction.
#[derive(Debug, Clone, Default)]
pub struct Glide {
    /// Where the finger was lately: time in milliseconds, place in pixels.
    trail: Vec<(f64, f64)>,
    /// Pixels a millisecond, once the finger is lifted.
    speed: f64,
    /// Pixels that have not made a line yet.
    rest: f64,
}

impl Glide {
    /// The finger is put down.
    pub fn touched(at_ms: f64, y: f64) -> Self {
        Self { trail: vec![(at_ms, y)], ..Self::default() }
    }

    /// The finger is there now: lines to scroll, down the text if positive.
    pub fn moved(&mut self, at_ms: f64, y: f64, line_px: f64) -> i32 {
        let before = self.trail.last().map_or(y, |(_, y)| *y);
        self.trail.push((at_ms, y));
        self.trail.retain(|(then, _)| at_ms - then <= RECENT_MS);
        self.lines(before - y, line_px)
    }

    /// The finger is lifted; whether what it moved goes on.
    pub fn lifted(&mut self, at_ms: f64) -> bool {
        let recent = self.trail.iter().find(|(then, _)| at_ms - then <= RECENT_MS);
        self.speed = match (recent, self.trail.last()) {
            (Some((then, from)), Some((_, to))) if at_ms > *then => (from - to) / (at_ms - then),
            _ => 0.0,
        };
        self.trail.clear();
        self.speed.abs() > STANDS
    }

    /// Time passes: lines to scroll, and whether it goes on.
    pub fn passed(&mut self, ms: f64, line_px: f64) -> (i32, bool) {
        let lines = self.lines(self.speed * ms, line_px);
        self.speed *= 0.5_f64.powf(ms / HALF_LIFE_MS);
        (lines, self.speed.abs() > STANDS)
    }

    fn lines(&mut self, px: f64, line_px: f64) -> i32 {
        self.rest += px;
        let lines = (self.rest / line_px.max(1.0)).trunc();
        self.rest -= lines * line_px.max(1.0);
        lines as i32
    }
}

/// Letters after two fingers moved apart or together, in whole pixels.
pub fn pinched(font_px: f64, distance_before: f64, distance: f64) -> i32 {
    (font_px * distance / distance_before.max(1.0)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_the_finger() {
        let mut glide = Glide::touched(0.0, 100.0);
        assert_eq!(glide.moved(10.0, 92.0, 16.0), 0);
        assert_eq!(glide.moved(20.0, 60.0, 16.0), 2);
        assert_eq!(glide.moved(30.0, 100.0, 16.0), -2);
        assert!(!glide.lifted(900.0), "a finger that rested throws nothing");
    }

    #[test]
    fn a_throw_goes_on_and_comes_to_rest() {
        let mut glide = Glide::touched(0.0, 400.0);
        glide.moved(16.0, 380.0, 16.0);
        glide.moved(32.0, 340.0, 16.0);
        assert!(glide.lifted(34.0));
        let (mut lines, mut frames) = (0, 0);
        loop {
            let (more, goes_on) = glide.passed(16.0, 16.0);
            (lines, frames) = (lines + more, frames + 1);
            if !goes_on || frames > 1000 {
                break;
            }
        }
        assert!((10..60).contains(&lines) && frames < 200, "{lines} lines in {frames} frames");
    }

    #[test]
    fn two_fingers_make_letters_larger() {
        assert_eq!(pinched(13.0, 100.0, 200.0), 26);
        assert_eq!(pinched(13.0, 100.0, 96.0), 12);
    }
}
