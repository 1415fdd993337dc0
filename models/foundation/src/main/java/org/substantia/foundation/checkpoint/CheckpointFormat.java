package org.substantia.foundation.checkpoint;

/** Forms in which projects publish weights. */
public enum CheckpointFormat {
    SAFETENSORS("safetensors"),
    /** Several safetensors files and a list of what is where. */
    SHARDED_SAFETENSORS("safetensors in shards"),
    /** What {@code torch.save} writes since torch 1.6. */
    TORCH_ZIP("PyTorch, zip"),
    /** What {@code torch.save} wrote before. */
    TORCH_LEGACY("PyTorch, before 1.6"),
    /** A layers model of TensorFlow.js: a JSON file and binary shards. */
    TENSORFLOW_JS("TensorFlow.js layers");

    private final String label;

    CheckpointFormat(String label) {
        this.label = label;
    }

    /** In a few words, for people. */
    public String label() {
        return label;
    }
}
