package org.substantia.annotation;

/** How a difference of two raters is settled. */
public enum Decision {
    /** As the first rater drew it. */
    FIRST(Tool.ACCEPT_FIRST),
    /** As the second rater drew it. */
    SECOND(Tool.ACCEPT_SECOND),
    /** By the border halfway between theirs. */
    MIDDLE(Tool.ACCEPT_MIDDLE),
    /** By what was drawn anew. */
    REDRAWN(Tool.REDRAWN);

    private final Tool tool;

    Decision(Tool tool) {
        this.tool = tool;
    }

    Tool tool() {
        return tool;
    }
}
