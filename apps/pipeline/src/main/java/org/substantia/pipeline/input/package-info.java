/** What is read of a case before it is measured. */
package org.substantia.pipeline.input;
