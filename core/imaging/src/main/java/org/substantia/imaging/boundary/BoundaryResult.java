package org.substantia.imaging.boundary;

import java.util.Optional;
import org.substantia.imaging.Mask;

/**
 * What a boundary search found in one plane. Unless the outcome is {@link BoundaryOutcome#FOUND}, the drawing should
 * stay; the border may still be shown to whoever decides.
 *
 * @param outcome whether the border may take the drawing's place
 * @param contour the border; empty when there was nothing to search from
 * @param region the pixels within the border, none of them another structure's; the drawing itself when there is no
 *     border
 * @param drawnClarity mean over standard deviation, along the drawing, of the step of brightness into the structure; 0
 *     when there was nothing to search from
 * @param clarity the same along the border found
 */
public record BoundaryResult(
        BoundaryOutcome outcome, Optional<ClosedContour> contour, Mask region, double drawnClarity, double clarity) {}
