//! A consent link as a QR code, for an administrator who sits at another computer or holds a telephone.
//!
//! The page gets the modules as the path of one drawing, since its policy lets it load no picture.

use std::fmt::Write as _;

use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules that must stand around a code, by ISO/IEC 18004.
const QUIET: usize = 4;

/// A code as a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrDrawing {
    /// The dark modules, as the path of an SVG whose unit is one module.
    pub path: String,
    /// Width and height with the quiet zone.
    pub size: usize,
}

/// Draws a text. Level M: a seventh of the code may be unreadable, as after a poor print.
pub fn draw(text: &str) -> Result<QrDrawing, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        while let Some(start) = row[x..].iter().position(|module| *module == Color::Dark).map(|at| x + at) {
            let length = row[start..].iter().take_while(|module| **module == Color::Dark).count();
            // Writing into a text cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", start + QUIET, y + QUIET);
            x = start + length;
        }
    }
    Ok(QrDrawing { path, size: width + 2 * QUIET })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints the drawing as a screen would, so many pixels to a module, from nothing but the path and the size.
    fn painted(drawing: &QrDrawing, scale: usize) -> (usize, Vec<bool>) {
        let side = drawing.size * scale;
        let mut dark = vec![false; side * side];
        for run in drawing.path.split_terminator('z') {
            let numbers: Vec<usize> = run
                .split(|c: char| !c.is_ascii_digit())
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().unwrap())
                .collect();
            let [x, y, length, 1, back] = numbers[..] else { panic!("{run}") };
            assert_eq!(length, back, "{run}");
            for row in y * scale..(y + 1) * scale {
                for column in x * scale..(x + length) * scale {
                    dark[row * side + column] = true;
                }
            }
        }
        (side, dark)
    }

    fn read(drawing: &QrDrawing) -> String {
        let (side, dark) = painted(drawing, 4);
        let mut picture = rqrr::PreparedImage::prepare_from_bitmap(side, side, |x, y| dark[y * side + x]);
        let [code] = &picture.detect_grids()[..] else { panic!("one code") };
        code.decode().unwrap().1
    }

    #[test]
    fn a_reader_reads_what_was_drawn() {
        let link = format!(
            "https://login.microsoftonline.com/1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af/v2.0/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default&redirect_uri=https%3A%2F%2F{}&state=3q2-7wAAAAB1c2VyLXJhbmRvbS1zdGF0ZS12YWx1ZQ1",
            "long.example%2F".repeat(15)
        );
        for text in ["https://a.example/", &link] {
            assert_eq!(read(&draw(text).unwrap()), *text);
        }
    }

    #[test]
    fn four_light_modules_stand_around_it() {
        let drawing = draw("https://a.example/").unwrap();
        let (side, dark) = painted(&drawing, 1);
        let edge = |at: usize| at < QUIET || at >= side - QUIET;
        assert!((0..side * side).filter(|at| edge(at % side) || edge(at / side)).all(|at| !dark[at]));
        assert!(dark[QUIET * side + QUIET], "and the code begins right behind them");
    }

    #[test]
    fn a_text_that_no_code_holds_is_refused() {
        assert!(draw(&"x".repeat(5_000)).is_err());
    }
}
