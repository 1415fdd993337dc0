package org.substantia.segmentation.training;

import java.util.Optional;
import org.substantia.segmentation.training.sample.Example;
import org.substantia.segmentation.training.sample.TrainingSample;

/** Makes the examples of one network. Thread-safe; the same sample and seed give the same example. */
@FunctionalInterface
interface ExampleFactory {
    /** Empty where the sample does not suit the network. */
    Optional<Example> make(TrainingSample sample, long seed);
}
