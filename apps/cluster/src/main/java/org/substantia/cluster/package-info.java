/**
 * Scores and analyzes cases on Apache Spark. The driver lists the cases and hands their files' addresses to executors,
 * which return flat rows; the files that come out are those of one process. The only module that knows Spark and
 * Hadoop's file systems.
 */
package org.substantia.cluster;
