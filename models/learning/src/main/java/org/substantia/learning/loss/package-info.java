/** What training minimises. */
package org.substantia.learning.loss;
