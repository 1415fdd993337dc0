package org.substantia.imaging.boundary;

/** What a boundary search came to. */
public enum BoundaryOutcome {
    /** A border was found that may take the drawing's place. */
    FOUND("found"),
    /** The drawing has fewer than four pixels or no closed contour: there is nothing to search from. */
    TOO_SMALL("the drawing is too small to search from"),
    /** The border encloses much more or much less than was drawn, or fewer than four pixels. */
    AREA_CHANGED("the border found would change the area too much"),
    /** The image does not show a clear border at the drawing or at the result. */
    NO_CLEAR_BORDER("no clear border here");

    private final String message;

    BoundaryOutcome(String message) {
        this.message = message;
    }

    /** In words, for the person who draws. */
    public String message() {
        return message;
    }
}
