/** The threads that an operation may use. */
package org.substantia.base.parallel;
