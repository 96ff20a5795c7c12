//! What a virtual display shows: Xvfb keeps it in a file of the X window dump format.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use crate::Error;

/// One picture of the whole screen, three bytes (red, green, blue) a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Frame {
    /// True where every pixel is the same: nothing is drawn yet.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.rgb.chunks_exact(3).all(|pixel| pixel == &self.rgb[..3])
    }

    /// How many different colours there are, counted up to `most`.
    #[must_use]
    pub fn colours(&self, most: usize) -> usize {
        let mut seen = std::collections::HashSet::new();
        for pixel in self.rgb.chunks_exact(3) {
            seen.insert(pixel);
            if seen.len() == most {
                break;
            }
        }
        seen.len()
    }

    /// Red, green and blue of a pixel; none: it lies outside.
    #[must_use]
    pub fn pixel(&self, left: u32, top: u32) -> Option<[u8; 3]> {
        let place = (top as usize * self.width as usize + left as usize) * 3;
        if left < self.width { self.rgb.get(place..place + 3)?.try_into().ok() } else { None }
    }

    /// A part of it: the left and upper edge, width and height in pixels. What lies outside is left out.
    #[must_use]
    pub fn part(&self, left: u32, top: u32, width: u32, height: u32) -> Frame {
        let [left, top] = [left.min(self.width), top.min(self.height)];
        let [width, height] = [width.min(self.width - left), height.min(self.height - top)];
        let bytes = |pixels: u32| 3 * pixels as usize;
        let lines = self.rgb.chunks_exact(bytes(self.width).max(1)).skip(top as usize).take(height as usize);
        let rgb = lines.flat_map(|line| &line[bytes(left)..bytes(left + width)]).copied().collect();
        Frame { width, height, rgb }
    }

    /// Writes it as a PNG file.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let write = || -> Result<(), png::EncodingError> {
            let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), self.width, self.height);
            encoder.set_color(png::ColorType::Rgb);
            // Many pictures are taken, and few are looked at.
            encoder.set_compression(png::Compression::Fastest);
            encoder.write_header()?.write_image_data(&self.rgb)
        };
        write().map_err(|error| Error::File { path: path.to_owned(), source: error.into() })
    }
}

/// Reads a true-colour dump with 32 bits a pixel, the only kind that a screen of depth 24 has.
/// Header: 25 big-endian words (X11/XWDFile.h), then the window's name, then 12 bytes a colour.
pub(crate) fn read_xwd(bytes: &[u8]) -> Result<Frame, Error> {
    let word = |index: usize| -> Result<usize, Error> {
        let bytes = bytes.get(4 * index..4 * index + 4).ok_or(Error::Picture("it is cut off"))?;
        let bytes = bytes.try_into().expect("four bytes");
        Ok(u32::from_be_bytes(bytes) as usize)
    };
    let [header, width, height, byte_order] = [word(0)?, word(4)?, word(5)?, word(7)?];
    let [bits_per_pixel, bytes_per_line, colours] = [word(11)?, word(12)?, word(19)?];
    if bits_per_pixel != 32 {
        return Err(Error::Picture("a pixel is not 32 bits long"));
    }
    let blue_first = byte_order == 0;
    let start = header + 12 * colours;
    let mut rgb = Vec::with_capacity(3 * width * height);
    for row in 0..height {
        let from = start + row * bytes_per_line;
        let line = bytes.get(from..from + 4 * width).ok_or(Error::Picture("it is cut off"))?;
        for pixel in line.chunks_exact(4) {
            let [red, green, blue] =
                if blue_first { [pixel[2], pixel[1], pixel[0]] } else { [pixel[1], pixel[2], pixel[3]] };
            rgb.extend([red, green, blue]);
        }
    }
    let side = |length: usize| u32::try_from(length).map_err(|_| Error::Picture("it is too large"));
    Ok(Frame { width: side(width)?, height: side(height)?, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(byte_order: u32, pixels: &[[u8; 4]]) -> Vec<u8> {
        let mut words = [0_u32; 25];
        words[0] = 100;
        words[4] = u32::try_from(pixels.len()).expect("few pixels");
        words[5] = 1;
        words[7] = byte_order;
        words[11] = 32;
        words[12] = 4 * words[4];
        words[19] = 1;
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.extend([0xee; 12]);
        bytes.extend(pixels.iter().flatten());
        bytes
    }

    #[test]
    fn both_byte_orders_give_red_green_blue() {
        let least_first = read_xwd(&dump(0, &[[3, 2, 1, 0]])).expect("a frame");
        let most_first = read_xwd(&dump(1, &[[0, 1, 2, 3]])).expect("a frame");
        assert_eq!(least_first.rgb, [1, 2, 3]);
        assert_eq!(most_first, least_first);
    }

    #[test]
    fn a_frame_of_one_colour_is_blank_and_one_of_two_is_not() {
        assert!(read_xwd(&dump(0, &[[1, 2, 3, 0], [1, 2, 3, 0]])).expect("a frame").is_blank());
        let drawn = read_xwd(&dump(0, &[[1, 2, 3, 0], [1, 2, 4, 0]])).expect("a frame");
        assert!(!drawn.is_blank());
        assert_eq!(drawn.colours(9), 2);
    }

    #[test]
    fn a_part_has_the_pixels_of_its_place_and_ends_at_the_edge() {
        let frame = Frame { width: 3, height: 2, rgb: (0..18).collect() };
        assert_eq!(frame.part(1, 1, 2, 1).rgb, [12, 13, 14, 15, 16, 17]);
        assert_eq!(frame.part(2, 0, 9, 9), Frame { width: 1, height: 2, rgb: vec![6, 7, 8, 15, 16, 17] });
        assert_eq!(frame.part(3, 2, 1, 1).rgb, []);
    }

    #[test]
    fn a_cut_off_dump_is_refused() {
        let whole = dump(0, &[[1, 2, 3, 0]]);
        assert!(read_xwd(&whole[..whole.len() - 1]).is_err());
        assert!(read_xwd(&whole[..40]).is_err());
    }
}
