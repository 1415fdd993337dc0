package org.substantia.segmentation.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** A plan as text, as it is stored in the metadata of a model file. Thread-safe. */
public final class PlanJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private PlanJson() {}

    /** On one line. */
    public static String write(SegmentationPlan plan) {
        try {
            return MAPPER.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan cannot be written as JSON", e);
        }
    }

    /** @throws IllegalArgumentException saying what is wrong with it, if it is no plan of this version */
    public static SegmentationPlan read(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || !tree.path("version").isInt()) {
                throw new IllegalArgumentException("the plan has no version");
            }
            if (tree.path("version").intValue() == 1) {
                // Version 1 knew no refinements.
                ((ObjectNode) tree).put("version", 2).putArray("refinements");
            }
            if (tree.path("version").intValue() == 2) {
                // Version 2 knew no networks of one half of the head.
                ((ObjectNode) tree).put("version", 3).put("pastMidline", 0);
            }
            if (tree.path("version").intValue() == 3) {
                // Version 3 knew no encoders beside the segmenter.
                ((ObjectNode) tree).put("version", 4);
            }
            if (tree.path("version").intValue() != SegmentationPlan.VERSION) {
                throw new IllegalArgumentException("its plan is of version "
                        + tree.path("version").intValue() + ", this program reads version " + SegmentationPlan.VERSION);
            }
            return MAPPER.treeToValue(tree, SegmentationPlan.class);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException(
                    "its plan contradicts itself: " + e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its plan cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
