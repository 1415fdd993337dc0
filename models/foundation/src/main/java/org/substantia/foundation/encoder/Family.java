package org.substantia.foundation.encoder;

/** Whose code a network follows. */
public enum Family {
    /** DINOv2 with and without registers, RAD-DINO, and timm's plain vision transformers as in BiomedCLIP. */
    DINOV2("DINOv2"),
    /** DINOv3, MedDINOv3: rotary positions. */
    DINOV3("DINOv3"),
    /** CLIP's vision tower. */
    CLIP("CLIP"),
    /** The image encoder of Segment Anything and MedSAM: windows, relative positions. */
    SAM("SAM");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    /** As its authors write it. */
    public String label() {
        return label;
    }
}
