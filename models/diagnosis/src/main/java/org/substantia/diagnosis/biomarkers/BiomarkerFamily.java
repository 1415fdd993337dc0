package org.substantia.diagnosis.biomarkers;

/** What kind of evidence a biomarker is. */
public enum BiomarkerFamily {
    VOLUME("Volume"),
    SUSCEPTIBILITY("Susceptibility (iron)"),
    NEUROMELANIN("Neuromelanin"),
    ASYMMETRY("Asymmetry"),
    TEXTURE("Texture"),
    SHAPE("Shape"),
    /**
     * Of the whole image: depends on scanner and settings as much as on the patient. A classifier leaves it out unless
     * asked.
     */
    IMAGE("Whole image");

    private final String title;

    BiomarkerFamily(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
